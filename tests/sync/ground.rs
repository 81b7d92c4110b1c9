//! Where histories happen: a cluster of their own, for writers that commit late hold back the watermark of a whole cluster.

use std::sync::Arc;

use pglocal::Durability;
use testkit::{Template, TestCluster, TestDb};

use crate::mutants::Mutant;
use crate::support::{World, connect, template_on};

/// A cluster with the schema in it.
pub(crate) struct Ground {
    cluster: Arc<TestCluster>,
    template: Template,
}

impl Ground {
    /// A new one.
    pub(crate) async fn new(durability: Durability) -> Self {
        let cluster = TestCluster::owned(durability).await.unwrap();
        let template = template_on(&cluster).await;
        Self { cluster, template }
    }

    /// A world in a database of its own, with the defect of a mutant of the server.
    pub(crate) async fn world(&self, mutant: Option<Mutant>) -> World {
        let db = TestDb::create(&self.template).await.unwrap();
        let sql = connect(&db.superuser_url()).await;
        sql.batch_execute(include_str!("told.sql")).await.unwrap();
        if let Some(defect) = mutant.and_then(Mutant::sql) {
            sql.batch_execute(defect).await.unwrap();
        }
        assert!(Arc::ptr_eq(db.cluster(), &self.cluster));
        World::on(db)
    }
}
